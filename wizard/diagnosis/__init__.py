"""The thinking: plain Python on frozen values, standard library only.

Views, the interface, content checks and tests all call this package; there is no second resolver.
"""
