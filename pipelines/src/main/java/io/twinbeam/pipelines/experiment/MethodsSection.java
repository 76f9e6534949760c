package io.twinbeam.pipelines.experiment;

import io.twinbeam.model.training.Method;
import io.twinbeam.pipelines.experiment.Experiment.MethodSpec;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.pipelines.yaml.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code methods} list and the {@code objective} section. A method is the name of a preset, or
 * a mapping with a name of its own, the preset it starts from, and changes; {@code objective}
 * changes every method, as far as it has the terms named there.
 */
final class MethodsSection {

  private static final Rule<String> PRESET =
      new Rule<>(
          "one of " + String.join(", ", Method.names()),
          text -> Method.names().contains(text) ? text : null);
  private static final String STANDARD_PRESET = "dual-uncertainty";

  private MethodsSection() {}

  static List<MethodSpec> read(Section root) {
    Section shared = root.section("objective");
    ObjectiveChange forAll = ObjectiveChange.read(shared);
    shared.refuseUnknown();
    List<MethodSpec> methods = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Value element : root.list("methods")) {
      Optional<MethodSpec> method =
          element.isMapping() ? own(element.section(), forAll) : preset(element, forAll);
      method.ifPresent(
          spec -> {
            if (!names.add(spec.name())) {
              element.reject("has the name of an earlier method, " + spec.name() + "; rename one");
            }
            spec.method()
                .objective()
                .problems()
                .forEach(problem -> element.reject("cannot be trained; " + problem));
            methods.add(spec);
          });
    }
    root.requireMention("methods", "methods: [supervised, dual-uncertainty]");
    root.requireElement("methods", PRESET);
    refuseUnusedTerms(shared.section("terms"), forAll, methods);
    return methods;
  }

  private static Optional<MethodSpec> preset(Value element, ObjectiveChange forAll) {
    return element
        .as(PRESET)
        .map(name -> new MethodSpec(name, changed(Method.named(name), forAll)));
  }

  private static Method changed(Method method, ObjectiveChange forAll) {
    return method.with(forAll.changePresent(method.objective()));
  }

  private static Optional<MethodSpec> own(Section section, ObjectiveChange forAll) {
    Optional<String> name = section.required("name", Rule.name(), "name: without-prototypes");
    String from = section.get("from", STANDARD_PRESET, PRESET);
    ObjectiveChange change = ObjectiveChange.read(section);
    Method start = MethodChange.read(section).of(changed(Method.named(from), forAll));
    section.refuseUnknown();
    Method method = start.with(change.changeOrAdd(start.objective()));
    return name.map(given -> new MethodSpec(given, method));
  }

  private static void refuseUnusedTerms(
      Section terms, ObjectiveChange forAll, List<MethodSpec> methods) {
    for (String name : forAll.terms().keySet()) {
      boolean used =
          methods.stream()
              .anyMatch(
                  method -> ObjectiveChange.names(method.method().objective()).contains(name));
      if (!used && !methods.isEmpty()) {
        terms.reject(name, "is in none of the methods; remove it here or add it to a method");
      }
    }
  }
}
