"""The machinery between the stages: it hands objects round, in this process or in several, and judges nothing."""
