"""What must hold when a machine is lost, a process killed or the power cut: tried with real processes."""
