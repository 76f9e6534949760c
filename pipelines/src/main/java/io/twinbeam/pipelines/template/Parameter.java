package io.twinbeam.pipelines.template;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the getter of an option as a parameter of a template, and says what Beam's own annotations
 * do not.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Parameter {

  /** A few words to stand above a field of a form. */
  String label();

  ParameterKind kind() default ParameterKind.TEXT;

  /** Expressions of which a value has to match each from beginning to end. */
  String[] regexes() default {};

  /** The values of an {@link ParameterKind#ENUM}; of no other kind. */
  String[] values() default {};
}
