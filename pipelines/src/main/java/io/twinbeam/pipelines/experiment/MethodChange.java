package io.twinbeam.pipelines.experiment;

import io.twinbeam.model.objective.Partner;
import io.twinbeam.model.training.Method;
import io.twinbeam.model.training.MixingSettings;
import io.twinbeam.model.training.TeacherSettings;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import java.util.Optional;

/** What a mapping changes of a method besides its objective. */
record MethodChange(Optional<Partner> partner, Teacher teacher, Mixing mixing) {

  private static final double MAX_DECAY = 0.9999;

  /** What changes of the teacher. */
  record Teacher(Optional<Double> decay, Optional<Long> passes, Optional<Double> noise) {

    private static Teacher read(Section section) {
      Teacher teacher =
          new Teacher(
              section.optional("decay", Rule.number(0, MAX_DECAY)),
              section.optional("passes", Rule.whole(1, 64)),
              section.optional("noise", Rule.number(0, 10)));
      section.refuseUnknown();
      return teacher;
    }

    private TeacherSettings of(TeacherSettings before) {
      return new TeacherSettings(
          decay.orElse(before.decay()),
          passes.map(Long::intValue).orElse(before.passes()),
          noise.orElse(before.noise()));
    }
  }

  /** What changes of the mixing. */
  record Mixing(Optional<Double> boxShare, Optional<Double> rho, Optional<Double> strength) {

    private static Mixing read(Section section) {
      Mixing mixing =
          new Mixing(
              section.optional("boxShare", Rule.number(0, 1)),
              section.optional("rho", Rule.number(0.01, 1)),
              section.optional("strength", Rule.number(0, 1)));
      section.refuseUnknown();
      return mixing;
    }

    private MixingSettings of(MixingSettings before) {
      return new MixingSettings(
          boxShare.orElse(before.boxShare()),
          rho.orElse(before.rho()),
          strength.orElse(before.strength()));
    }
  }

  /** Reads {@code partner}, {@code teacher} and {@code mixing} of {@code section}. */
  static MethodChange read(Section section) {
    return new MethodChange(
        section.optional("partner", Rule.oneOf(Choices.of(Partner.values(), Partner::id))),
        Teacher.read(section.section("teacher")),
        Mixing.read(section.section("mixing")));
  }

  Method of(Method before) {
    return new Method(
        before.objective(),
        partner.orElse(before.partner()),
        teacher.of(before.teacher()),
        mixing.of(before.mixing()));
  }
}
