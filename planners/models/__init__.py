"""Planners by language models: a prompt, a chat, a reply, and the one typed `Plan` at the end."""
