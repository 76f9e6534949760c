package io.twinbeam.pipelines.recipe;

import io.twinbeam.model.recipe.Choice;
import io.twinbeam.model.recipe.StepSettings;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.pipelines.yaml.Value;
import io.twinbeam.transforms.source.SourceRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of a step, as a section of a recipe file gives them. */
final class SectionSettings implements StepSettings {

  private final Section section;

  SectionSettings(Section section) {
    this.section = section;
  }

  @Override
  public boolean has(String name) {
    return section.has(name);
  }

  @Override
  public double number(String name, double standard, double low, double high) {
    return section.number(name, standard, low, high);
  }

  @Override
  public Optional<Double> number(String name, double low, double high) {
    return section.optional(name, Rule.number(low, high));
  }

  @Override
  public Optional<Integer> whole(String name, int low, int high) {
    return section.optional(name, Rule.whole(low, high)).map(Long::intValue);
  }

  @Override
  public Optional<List<Double>> numbers(String name, int count, double low, double high) {
    return section.numbers(name, count, low, high);
  }

  @Override
  public List<Double> required(String name, List<Double> example, double low, double high) {
    section.requireMention(name, name + ": " + example);
    return section.numbers(name, example.size(), low, high).orElse(example);
  }

  @Override
  public List<Integer> perAxis(String name, int standard, int low, int high) {
    Rule<Long> rule = Rule.whole(low, high);
    List<Value> elements = section.list(name);
    if (section.has(name) && elements.size() != 1 && elements.size() != 3) {
      section.reject(
          name,
          "must be one value or a list of 3, each "
              + rule.words()
              + ", is a list of "
              + elements.size());
    }
    List<Integer> read =
        elements.stream()
            .map(element -> element.as(rule))
            .flatMap(Optional::stream)
            .map(Long::intValue)
            .toList();
    if (read.size() == 3) {
      return read;
    }
    return Collections.nCopies(3, read.size() == 1 ? read.get(0) : standard);
  }

  @Override
  public GridShape required(String name, GridShape example) {
    section.requireMention(name, name + ": " + example);
    return section.shape(name, example, SourceRules.DEFAULT_MAX_VOXELS);
  }

  @Override
  public <E extends Enum<E> & Choice> E choice(String name, E standard) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E choice : standard.getDeclaringClass().getEnumConstants()) {
      choices.put(choice.id(), choice);
    }
    return section.choice(name, standard, choices);
  }

  @Override
  public void reject(String name, String message) {
    section.reject(name, message);
  }
}
