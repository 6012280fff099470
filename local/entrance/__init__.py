"""The first page of the served sandbox: who are you?"""
