package io.twinbeam.model.recipe;

import io.twinbeam.model.volume.GridShape;
import java.util.List;
import java.util.Optional;

/**
 * The settings of one step as a recipe file gives them. A value that breaks its rule is noted as a
 * problem by the reader of the file and the default or the example stands in, so that reading goes
 * on and finds all problems. Bounds are included.
 */
public interface StepSettings {

  /** Whether {@code name} is given, be it wrongly. */
  boolean has(String name);

  double number(String name, double standard, double low, double high);

  Optional<Double> number(String name, double low, double high);

  Optional<Integer> whole(String name, int low, int high);

  /** A list of exactly {@code count} numbers. */
  Optional<List<Double>> numbers(String name, int count, double low, double high);

  /** A list of as many numbers as {@code example} has; a problem where it is absent. */
  List<Double> required(String name, List<Double> example, double low, double high);

  /** Three whole numbers, one for each array axis, or one for all of them. */
  List<Integer> perAxis(String name, int standard, int low, int high);

  /** Sizes such as {@code 112x112x80}; a problem where they are absent. */
  GridShape required(String name, GridShape example);

  <E extends Enum<E> & Choice> E choice(String name, E standard);

  /** Notes a problem with setting {@code name}, or with the step where that is absent. */
  void reject(String name, String message);
}
