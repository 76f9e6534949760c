package io.twinbeam.pipelines.experiment;

import com.google.common.collect.ImmutableMap;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.recipe.LabelClasses.ForegroundClass;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.pipelines.yaml.Value;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.source.SourceRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code data} section: a folder or phantoms, and which label values make which class. */
final class DataSection {

  // 255 marks voxels that no supervised term may look at.
  private static final Rule<Long> LABEL_VALUE = Rule.whole(1, LabelMap.MAX_CLASS - 1);
  private static final LabelClasses PHANTOM_CLASSES =
      new LabelClasses(
          List.of(
              new ForegroundClass("head", List.of(1)), new ForegroundClass("tail", List.of(2))));

  private final Section section;
  private final DataSource source;
  private final LabelClasses classes;

  /**
   * @param otherFolder takes the place of {@code folder}
   */
  DataSection(Section section, Optional<String> otherFolder) {
    this.section = section;
    this.source = readSource(otherFolder);
    this.classes = readClasses();
    section.refuseUnknown();
  }

  /**
   * Where the cases come from.
   *
   * @param channels used unless this section chooses others
   */
  DataSource source(List<String> channels) {
    return source.channels().isEmpty() ? source.withChannels(channels) : source;
  }

  LabelClasses classes() {
    return classes;
  }

  private DataSource readSource(Optional<String> otherFolder) {
    Optional<String> folder = section.optional("folder", Rule.text());
    Optional<DataSource.Phantoms> phantoms =
        section.mentions("phantom")
            ? Optional.of(phantoms(section.section("phantom")))
            : Optional.empty();
    if (phantoms.isPresent() && section.has("folder")) {
      section.reject("phantom", "and data.folder exclude each other; keep one");
    }
    if (phantoms.isPresent() && otherFolder.isPresent()) {
      section.reject("phantom", "and --data exclude each other; keep one");
    }
    if (phantoms.isEmpty() && otherFolder.isEmpty()) {
      section.requireMention("folder", "folder: ../data, or phantom: {}, or give --data");
    }
    boolean unlabelled =
        section.choice("unlabelled", false, ImmutableMap.of("fail", false, "use", true));
    section.requireElement("channels", Rule.text());
    List<String> channels = section.distinct("channels", Rule.text());
    return otherFolder.isPresent()
        ? new DataSource(otherFolder.get(), unlabelled, null, channels)
        : new DataSource(folder.orElse(null), unlabelled, phantoms.orElse(null), channels);
  }

  private static DataSource.Phantoms phantoms(Section section) {
    int cases = section.integer("cases", 24, 3, 100_000);
    int seed = section.integer("seed", 1, 0, Integer.MAX_VALUE);
    GridShape shape =
        section.shape("shape", new GridShape(40, 40, 32), SourceRules.DEFAULT_MAX_VOXELS);
    PhantomSpec standard = PhantomSpec.ofShape(shape);
    List<Double> spacing =
        section
            .numbers("spacing", 3, 0.01, 100)
            .orElse(List.of(standard.spacingX(), standard.spacingY(), standard.spacingZ()));
    PhantomSpec spec =
        new PhantomSpec(
            shape,
            spacing.get(0),
            spacing.get(1),
            spacing.get(2),
            section.number("noise", standard.noise(), 0, 10),
            section.number("biasField", standard.biasField(), 0, 0.99),
            section.integer("distractors", standard.distractors(), 0, 100));
    section.refuseUnknown();
    return new DataSource.Phantoms(cases, seed, spec);
  }

  private LabelClasses readClasses() {
    if (!section.has("classes")) {
      if (!section.mentions("phantom")) {
        section.requireMention("classes", "classes: {organ: [1]}");
      }
      return PHANTOM_CLASSES;
    }
    Section declared = section.section("classes");
    List<ForegroundClass> foreground = new ArrayList<>();
    Set<Long> used = new HashSet<>();
    for (String name : declared.names()) {
      if (Rule.text().read(name).isEmpty()) {
        declared.reject(name, "must be named by " + Rule.text().words());
      }
      foreground.add(new ForegroundClass(name, values(declared, name, used)));
    }
    if (foreground.isEmpty() && section.value("classes").filter(Value::isMapping).isPresent()) {
      section.reject("classes", "must name at least one foreground class, such as {organ: [1]}");
    }
    return foreground.isEmpty() ? PHANTOM_CLASSES : new LabelClasses(foreground);
  }

  private static List<Integer> values(Section declared, String name, Set<Long> used) {
    declared.requireMention(name, name + ": [1]");
    declared.requireElement(name, LABEL_VALUE);
    List<Integer> values = new ArrayList<>();
    for (Value element : declared.list(name)) {
      Optional<Long> value = element.as(LABEL_VALUE);
      if (value.isPresent() && !used.add(value.get())) {
        element.reject("gives " + value.get() + " a second time; keep it in one class");
      }
      value.ifPresent(number -> values.add(number.intValue()));
    }
    return values;
  }
}
