/**
 * The science of Twinbeam as plain Java: volumes, file formats, networks, objectives, training,
 * inference, uncertainty and metrics. Nothing here knows of Apache Beam.
 *
 * <p>Arrays are indexed (x, y, z) along axes 0, 1, 2 in C order: z runs fastest. Tensors are
 * (batch, channels, depth, height, width) with depth, height, width = x, y, z, so no transposition
 * stands between a volume and a tensor. Spacing is in mm, world coordinates are RAS+ mm.
 */
package io.twinbeam.model;
