"""Frames and files: films made here, facts and posters of any film, pictures made safe.

Decoding runs in child processes: call `vidstudio.media.child` from a web process.
"""
