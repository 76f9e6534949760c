package io.twinbeam.model.objective;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What there is to know of a term before it is made.
 *
 * @param name as it stands in an experiment file and in the training log
 * @param trains its gradient contract
 * @param reads what a batch must come with for it
 * @param settings what it can be told besides its weight
 * @param factory makes the term from settings without problems
 */
record TermKind(
    String name,
    Trains trains,
    Set<Input> reads,
    List<Setting> settings,
    Function<TermSettings, Term> factory) {}
