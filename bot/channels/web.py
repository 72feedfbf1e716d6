"""All HTTP routes as one ASGI application, every request passing the same doors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot import __version__
from bot.channels.api import Parse, TrackerJson, api_routes
from bot.channels.failures import Refused, on_crash, on_http_exception, on_refused
from bot.channels.guard import OriginGate, Shield, TokenGate
from bot.channels.limits import limits
from bot.channels.metrics import Metrics, ResponseCounter, metered
from bot.channels.operations import Ready, operation_routes
from bot.channels.rest import Handle, rest_routes

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What the routes call."""

    handle: Handle
    parse: Parse
    tracker_json: TrackerJson
    ready: Ready


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """How the routes are served. `now` is a monotonic clock in seconds.

    `rate_limit` is as in the environment: `60/minute`, `off`, or empty for the default.
    """

    title: str
    model_id: str
    now: Callable[[], float]
    api_token: str | None = None
    allowed_origins: tuple[str, ...] = ()
    public_url: str | None = None
    rate_limit: str = ""


def web_app(
    service: Service,
    options: WebOptions,
    *,
    routes: Sequence[BaseRoute] = (),
    lifespan: Lifespan | None = None,
) -> ASGIApp:
    """Return the application; `routes` are further ones, those below /api/ behind the token."""
    metrics = Metrics()
    handle = metered(service.handle, metrics, options.now)
    app = FastAPI(
        title=options.title,
        version=__version__,
        # The pages that show the description load scripts from strangers; the description is ours.
        docs_url=None,
        redoc_url=None,
        routes=[
            *rest_routes(handle, limits(options.rate_limit, options.now)),
            *api_routes(service.parse, service.tracker_json),
            *operation_routes(options.title, options.model_id, service.ready, metrics),
            *routes,
        ],
        middleware=_doors(options),
        exception_handlers={
            Refused: on_refused,
            HTTPException: on_http_exception,
            Exception: on_crash,
        },
        lifespan=lifespan,
    )
    # Outermost, as Starlette passes an error on to the server's log after answering it.
    is_https = (options.public_url or "").startswith("https://")
    return Shield(ResponseCounter(app, metrics), is_https=is_https)


def _doors(options: WebOptions) -> list[Middleware]:
    """Return what a request passes on its way in, outermost first."""
    origins = list(options.allowed_origins)
    if options.public_url is not None:
        origins.append(options.public_url)
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        ),
        Middleware(OriginGate, origins=tuple(origins)),
        Middleware(TokenGate, token=options.api_token),
    ]
