/**
 * The templates: what can be launched, the parameters of each, and the files with which Dataflow,
 * Flink and Kubernetes launch it. A template is a command of the command line under fixed
 * parameters, so it computes what that command does.
 *
 * <p>An option interface here declares the parameters of a template. Its annotations are the only
 * source of names, help, defaults and rules: of what is rendered, of what a launch checks, and of
 * the metadata that Google Cloud shows.
 */
package io.twinbeam.pipelines.template;
