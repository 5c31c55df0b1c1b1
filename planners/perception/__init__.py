"""A scene from pictures: pixels with depth as clouds of points, clouds as the entities of a
`Scene`."""
