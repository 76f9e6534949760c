package io.twinbeam.transforms.train;

import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * One number of the training log.
 *
 * @param run method and seed
 * @param step counted from 0
 * @param term {@code total}, {@code learningRate}, {@code ramp}, or a term such as {@code
 *     crossEntropy.A}, unweighted
 * @param value the number
 */
@DefaultCoder(RecordCoder.class)
public record TrainingRecord(RunName run, long step, String term, double value) {}
