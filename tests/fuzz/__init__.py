"""Inputs that a fuzzer thinks of."""
