package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The objective on one batch. Its arrays belong to the manager of the outputs it was made from.
 *
 * @param total the weighted sum, a scalar with a gradient
 * @param values unweighted scalars of the terms that were active, by name: {@code
 *     "crossEntropy.A"}, {@code "crossEntropy.B"}, ..., without B's where the term trains A alone,
 *     and {@code "cosine"} for a term that trains both networks at once
 * @param ramp the factor on the weight of every ramped term at this step, 0 to 1
 * @param diagnostics as {@link Diagnostics} names them; empty unless asked for
 */
public record Evaluation(
    NDArray total,
    LinkedHashMap<String, NDArray> values,
    double ramp,
    Map<String, Double> diagnostics) {}
