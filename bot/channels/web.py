"""All HTTP routes as one ASGI application, every request passing the same doors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
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
from bot.channels.limits import Limits, limits
from bot.channels.metrics import Metrics, ResponseCounter, metered
from bot.channels.operations import Ready, operation_routes
from bot.channels.pushes import Pushes
from bot.channels.rest import Handle, rest_routes
from bot.channels.socketio import SocketOptions, SocketServer
from bot.channels.socketio_mount import Beside, HangingUp
from bot.channels.visits import Visits
from bot.channels.widget_script import widget_routes

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What the routes call."""

    handle: Handle
    parse: Parse
    tracker_json: TrackerJson
    ready: Ready
    visits: Visits | None = None
    pushes: Pushes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """How the routes are served. `now` is a monotonic clock in seconds.

    `rate_limit` is as in the environment: `60/minute`, `off`, or empty for the default. Without
    `sockets` there are none; `serves_rest` False switches Rasa's REST channel off.
    """

    title: str
    model_id: str
    now: Callable[[], float]
    api_token: str | None = None
    allowed_origins: tuple[str, ...] = ()
    public_url: str | None = None
    rate_limit: str = ""
    sockets: SocketOptions | None = None
    serves_rest: bool = True

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins whose pages may write here, beside our own."""
        own = () if self.public_url is None else (self.public_url,)
        return (*self.allowed_origins, *own)


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
    bounds = limits(options.rate_limit, options.now)
    sockets = _sockets(service, options, handle, bounds)
    app = FastAPI(
        title=options.title,
        version=__version__,
        # The pages that show the description load scripts from strangers; the description is ours.
        docs_url=None,
        redoc_url=None,
        routes=[
            *(rest_routes(handle, bounds) if options.serves_rest else ()),
            *api_routes(service.parse, service.tracker_json),
            *widget_routes(),
            # The house's own come first: it may have a page of its own at `/`.
            *routes,
            *operation_routes(options.title, options.model_id, service.ready, metrics),
        ],
        middleware=_doors(options),
        exception_handlers={
            Refused: on_refused,
            HTTPException: on_http_exception,
            Exception: on_crash,
        },
        lifespan=lifespan if sockets is None else _with_sockets(lifespan, sockets),
    )
    # Outermost, as Starlette passes an error on to the server's log after answering it.
    is_https = (options.public_url or "").startswith("https://")
    if sockets is None:
        return Shield(ResponseCounter(app, metrics), is_https=is_https)
    inner = ResponseCounter(Beside(app, sockets), metrics)
    return HangingUp(Shield(inner, is_https=is_https), sockets)


def _sockets(
    service: Service, options: WebOptions, handle: Handle, bounds: Limits
) -> SocketServer | None:
    if service.visits is None or options.sockets is None:
        return None
    server = SocketServer(service.visits, handle, options.sockets, bounds, options.origins)
    if service.pushes is not None:
        service.pushes.attach(server)
    return server


def _with_sockets(lifespan: Lifespan | None, sockets: SocketServer) -> Lifespan:
    """Return a lifespan at whose end the sockets are closed, before what they need."""

    @asynccontextmanager
    async def both(app: Starlette) -> AsyncIterator[None]:
        async with lifespan(app) if lifespan is not None else nullcontext():
            yield
            await sockets.close()

    return both


def _doors(options: WebOptions) -> list[Middleware]:
    """Return what a request passes on its way in, outermost first."""
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=options.origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        ),
        Middleware(OriginGate, origins=options.origins),
        Middleware(TokenGate, token=options.api_token),
    ]
