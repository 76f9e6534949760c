/**
 * What training minimises: one class a term, the weighted sum of terms, and named presets.
 *
 * <p>Two networks A and B see the same batch of L labelled patches followed by U unlabelled ones.
 * Outputs come as (batch, classes or channels, depth, height, width); inside this package the three
 * spatial axes are one axis of voxels, so arrays are (batch, classes, voxels). Class 0 is
 * background, entropies are in nats, every value is a mean in the sense its term states. A
 * <em>teacher's</em> quantities carry no gradient. B may be a teacher as a whole: a {@link
 * io.twinbeam.model.objective.Partner} that is not trained.
 *
 * <p>No Java number, and no array made from one on the heap, may be a factor or divisor of an array
 * that carries a gradient ({@code x.mul(2)}, {@code x.div(tau)}): the engine wraps such a number
 * without copying it and reads it again in backpropagation, when its buffer may have been collected
 * and overwritten. Adding one is safe, and so is any use among arrays without gradient. {@code
 * GarbageCollectionTest} holds this.
 *
 * <p>A new term is one class with a {@code KIND}, and one line in {@link
 * io.twinbeam.model.objective.Terms}.
 */
package io.twinbeam.model.objective;
