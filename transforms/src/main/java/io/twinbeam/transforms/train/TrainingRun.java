package io.twinbeam.transforms.train;

import io.twinbeam.model.training.RunSettings;
import io.twinbeam.transforms.SplitCase;
import java.util.List;
import java.util.Optional;

/**
 * One run as training sees it.
 *
 * @param start weights to start from
 * @param earlyStop when it ends before its last step; empty for never
 * @param cases sorted by case id, each once
 * @param chain the names of its checkpoints
 */
record TrainingRun(
    String runId,
    RunSettings settings,
    InitialArtifacts start,
    Optional<EarlyStop> earlyStop,
    List<SplitCase> cases,
    RunChain chain) {}
