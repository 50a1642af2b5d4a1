//! axum: routes, pages, wire shapes.
