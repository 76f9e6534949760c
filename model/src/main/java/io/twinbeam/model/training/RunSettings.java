package io.twinbeam.model.training;

import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.objective.ObjectiveSettings;

/**
 * All that the weights of a run depend on, besides its cases.
 *
 * @param seed of initialisation, sampling and dropout
 * @param networkA the first network
 * @param networkB the second network
 * @param objective what both minimise
 * @param training how
 */
public record RunSettings(
    long seed,
    NetworkSpec networkA,
    NetworkSpec networkB,
    ObjectiveSettings objective,
    TrainingSettings training) {}
