package io.twinbeam.model.objective;

import java.util.List;
import java.util.function.Function;

/**
 * What there is to know of a term before it is made.
 *
 * @param name as it stands in an experiment file and in the training log
 * @param trains its gradient contract
 * @param readsUnlabelled whether it reads unlabelled patches
 * @param settings what it can be told besides its weight
 * @param factory makes the term from settings without problems
 */
record TermKind(
    String name,
    Trains trains,
    boolean readsUnlabelled,
    List<Setting> settings,
    Function<TermSettings, Term> factory) {}
