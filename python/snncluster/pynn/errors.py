"""What this module refuses."""

from ..errors import SnnClusterError


class NotAvailableError(SnnClusterError, NotImplementedError):
    """Something of PyNN that this module does not have. The text names what there is instead."""
