package io.twinbeam.pipelines.template;

import com.google.common.collect.ImmutableList;
import java.beans.Introspector;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/**
 * A parameter of a template, as the annotations of its getter declare it.
 *
 * @param name of the option, without dashes
 * @param label a few words for a form
 * @param help what it does, with its unit
 * @param kind what its value is
 * @param required whether a launch has to give it
 * @param standard the value where a launch gives none; empty where the command decides
 * @param regexes expressions that a value has to match, whole
 * @param values those of an {@link ParameterKind#ENUM}, else none
 */
public record TemplateParameter(
    String name,
    String label,
    String help,
    ParameterKind kind,
    boolean required,
    Optional<String> standard,
    ImmutableList<String> regexes,
    ImmutableList<String> values) {

  /** The parameters that {@code options} declares and inherits: required ones first, by name. */
  static ImmutableList<TemplateParameter> of(Class<?> options) {
    return Arrays.stream(options.getMethods())
        .filter(getter -> getter.isAnnotationPresent(Parameter.class))
        .map(TemplateParameter::of)
        .sorted(
            Comparator.comparing((TemplateParameter parameter) -> !parameter.required())
                .thenComparing(TemplateParameter::name))
        .collect(ImmutableList.toImmutableList());
  }

  private static TemplateParameter of(Method getter) {
    Parameter parameter = getter.getAnnotation(Parameter.class);
    return new TemplateParameter(
        Introspector.decapitalize(getter.getName().substring("get".length())),
        parameter.label(),
        getter.getAnnotation(Description.class).value(),
        parameter.kind(),
        getter.isAnnotationPresent(Validation.Required.class),
        standard(getter),
        ImmutableList.copyOf(parameter.regexes()),
        ImmutableList.copyOf(parameter.values()));
  }

  /** The value of whichever of Beam's annotations of defaults there is. */
  private static Optional<String> standard(Method getter) {
    return Arrays.stream(getter.getAnnotations())
        .filter(one -> one.annotationType().getEnclosingClass() == Default.class)
        .map(TemplateParameter::value)
        .findFirst();
  }

  private static String value(Annotation annotation) {
    try {
      return String.valueOf(annotation.annotationType().getMethod("value").invoke(annotation));
    } catch (IllegalAccessException | InvocationTargetException | NoSuchMethodException e) {
      throw new IllegalStateException("a default without a value: " + annotation, e);
    }
  }

  /** What is wrong with {@code value}; empty where nothing is. */
  Optional<String> problem(String value) {
    Optional<String> rule =
        switch (kind) {
          case BOOLEAN -> unless(value.equals("true") || value.equals("false"), "true or false");
          case ENUM -> unless(values.contains(value), "one of " + String.join(", ", values));
          default ->
              regexes.stream()
                  .filter(regex -> !Pattern.matches(regex, value))
                  .map(regex -> "as the expression " + regex + " says")
                  .findFirst()
                  .or(() -> unless(!value.isBlank(), "given a value, or left out"));
        };
    return rule.map(must -> "--" + name + " must be " + must + ", is '" + value + "'; " + help);
  }

  private static Optional<String> unless(boolean holds, String rule) {
    return holds ? Optional.empty() : Optional.of(rule);
  }
}
