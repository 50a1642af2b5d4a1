//! Knowledge files to the engine's validated types.
