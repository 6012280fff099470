"""A form as it is sent: drawn from its questions, the contract, the pack and the words."""
