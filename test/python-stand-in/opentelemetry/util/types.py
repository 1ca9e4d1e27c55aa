from typing import Mapping, Optional, Sequence, Union

AttributeValue = Union[str, bool, int, float, Sequence[str], Sequence[bool], Sequence[int], Sequence[float]]
Attributes = Optional[Mapping[str, AttributeValue]]
