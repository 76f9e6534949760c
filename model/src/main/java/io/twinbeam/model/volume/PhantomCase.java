package io.twinbeam.model.volume;

/**
 * A made-up image with its true label map.
 *
 * @param image intensities
 * @param labels 0 = background, 1 = front part, 2 = back part; on the grid of {@code image}
 */
public record PhantomCase(Volume image, LabelMap labels) {}
