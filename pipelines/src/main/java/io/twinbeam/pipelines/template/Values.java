package io.twinbeam.pipelines.template;

/** Expressions that values of several parameters have to match. */
final class Values {

  /** A percentage from 0% to 100%. */
  static final String PERCENTAGE = "^(100(\\.0+)?|[0-9]{1,2}(\\.[0-9]+)?)%$";

  /** A whole number from 1 up. */
  static final String POSITIVE = "^[1-9][0-9]{0,17}$";

  /** A whole number from 0 up. */
  static final String WHOLE = "^(0|[1-9][0-9]{0,17})$";

  private Values() {}
}
