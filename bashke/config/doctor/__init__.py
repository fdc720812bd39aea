"""What is unsafe or missing in this installation, and how to mend it: `bashke doctor`."""

from bashke.config.doctor.examining import examine
from bashke.config.doctor.findings import Finding, State

__all__ = ["Finding", "State", "examine"]
