# QUICKLOADER

from __future__ import annotations
from dataclasses import dataclass
from typing import Any, Mapping
import re, json
@dataclass(frozen=True, slots=True)
class AnnotatedEntity:
    entity: str
    value: Any
    start: int
    end: int
    role: str|None = None
    group: str|None = None
@dataclass(frozen=True, slots=True)
class Example:
    text: str
    intent: str
    entities: tuple[AnnotatedEntity,...]
    line: int = 0
@dataclass(frozen=True, slots=True)
class TrainingData:
    examples: tuple[Example,...]
    synonyms: Mapping[str,str]
    lookups: Mapping[str,tuple[str,...]]
    regexes: Mapping[str,tuple[str,...]]
_M=re.compile(r"\[([^\]]+)\](?:\(([^)]*)\)|(\{[^}]*\}))")
def markup(t):
    out=""; ents=[]; pos=0
    for m in _M.finditer(t):
        out+=t[pos:m.start()]; s=len(out); out+=m[1]
        d=json.loads(m[3]) if m[3] else {"entity":m[2]}
        ents.append(AnnotatedEntity(d["entity"],d.get("value",m[1]),s,len(out),d.get("role"),d.get("group")))
        pos=m.end()
    return out+t[pos:], tuple(ents)
def load_training_file(path):
    from ruamel.yaml import YAML
    d=YAML(typ="safe").load(path.read_text())
    ex=[]
    for b in d["nlu"]:
        for l in b["examples"].strip().splitlines():
            t,e=markup(l.strip()[2:].strip()); ex.append(Example(t,b["intent"],e,0))
    return TrainingData(tuple(ex),{}, {}, {})
