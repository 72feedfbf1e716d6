# QUICKLOADER

from __future__ import annotations
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping
import hashlib
from ruamel.yaml import YAML
from bot.assistant.domain import *
from bot.assistant.slots import *
from bot.assistant.responses import *
from bot.assistant.rules import *
from bot.assistant.config import *
from bot.assistant.training_data import *
@dataclass(frozen=True, slots=True)
class Endpoints:
    action_url: str|None = None
@dataclass(frozen=True, slots=True)
class Credentials:
    channels: Mapping[str,Any]
@dataclass(frozen=True, slots=True)
class Assistant:
    root: Path
    domain: Domain
    config: Config
    training_data: TrainingData
    rules: tuple[Rule,...]
    endpoints: Endpoints
    credentials: Credentials
    digest: str
def y(p): return YAML(typ="safe").load(p.read_text()) or {}
def tup(x): return () if x is None else (tuple(x) if isinstance(x,list) else (x,))
def names(l): return {(n if isinstance(n,str) else next(iter(n))): n for n in l}
def load_assistant(root):
    d=y(root/"domain.yml"); c=y(root/"config.yml"); r=y(root/"data/rules.yml")
    slots={n:SlotSpec(n,s["type"],s.get("initial_value"),tup(s.get("values")),s.get("min_value"),s.get("max_value"),s.get("influence_conversation",True),
       tuple(SlotMapping(m["type"],m.get("entity"),m.get("role"),m.get("group"),tup(m.get("intent")),tup(m.get("not_intent")),m.get("value"),m.get("action"),
          tuple(MappingCondition(k.get("active_loop"),k.get("requested_slot")) for k in m.get("conditions",()))) for m in s["mappings"])) for n,s in d["slots"].items()}
    resp={n:tuple(ResponseVariation(v.get("text"),tuple((b["title"],b["payload"]) for b in v.get("buttons",())),v.get("image"),v.get("attachment"),v.get("custom"),v.get("channel"),
        tuple((k["name"],k["value"]) for k in v.get("condition",())),v.get("id")) for v in vs) for n,vs in d["responses"].items()}
    dom=Domain(names(d["intents"]),names(d["entities"]),slots,{n:FormSpec(n,tup(f["required_slots"]),tup(f.get("ignored_intents"))) for n,f in d["forms"].items()},resp,tup(d["actions"]),
       SessionConfig(d["session_config"]["session_expiration_time"],d["session_config"]["carry_over_slots_to_new_session"]),d)
    def step(s):
        if "intent" in s: return IntentStep((s["intent"],))
        if "or" in s: return IntentStep(tuple(i["intent"] for i in s["or"]))
        if "action" in s: return ActionStep(s["action"])
        if "active_loop" in s: return LoopStep(s["active_loop"])
        vals=[]
        for v in s["slot_was_set"]:
            if isinstance(v,str): vals.append((v,ANY_VALUE))
            else: vals+=list(v.items())
        return SlotStep(tuple(vals))
    rules=tuple(Rule(q["rule"],"data/rules.yml",0,tuple(map(step,q.get("condition",()))),tuple(map(step,q["steps"])),q.get("conversation_start",False),q.get("wait_for_user_input",True)) for q in r["rules"])
    spec=lambda l: tuple(ComponentSpec(e["name"],{k:v for k,v in e.items() if k!="name"}) for e in l)
    cfg=Config(c["language"],spec(c["pipeline"]),spec(c["policies"]),c.get("assistant_id"))
    ep=y(root/"endpoints.yml"); cr=y(root/"credentials.yml")
    dig=hashlib.sha256(b"".join((root/p).read_bytes() for p in ("domain.yml","config.yml","data/nlu.yml"))).hexdigest()
    return Assistant(root,dom,cfg,load_training_file(root/"data/nlu.yml"),rules,Endpoints((ep.get("action_endpoint") or {}).get("url")),Credentials(cr),dig)
