# MuJoCo's names live in compiled modules without stubs: any attribute is allowed, of any type.
from typing import Any

def __getattr__(name: str) -> Any: ...
