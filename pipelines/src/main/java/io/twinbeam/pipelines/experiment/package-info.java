/**
 * The experiment file: read with the place of every value, checked as a whole before anything runs.
 */
package io.twinbeam.pipelines.experiment;
