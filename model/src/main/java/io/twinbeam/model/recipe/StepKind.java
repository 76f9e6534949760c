package io.twinbeam.model.recipe;

import java.util.function.Function;

/**
 * What there is to know of a step before it is made.
 *
 * @param name as it stands in a recipe
 * @param type the class of the step
 * @param reader makes the step from the settings of a recipe file
 */
record StepKind(
    String name, Class<? extends RecipeStep> type, Function<StepSettings, RecipeStep> reader) {}
