"""What the stages have to say about the input: findings, and the words they use."""

from sct.diagnostics.finding import FIDELITIES, SEVERITIES, Bag, Fidelity, Finding, Severity, worst

__all__ = ["FIDELITIES", "SEVERITIES", "Bag", "Fidelity", "Finding", "Severity", "worst"]
