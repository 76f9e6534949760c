variable "project" {
  description = "The ID of the project that everything is made in, and that pays."
  type        = string
}

variable "region" {
  description = "The region of the bucket, of the workers and of the schedule, such as europe-west4."
  type        = string
}

variable "bucket" {
  description = "The name of the bucket to make, for data, prepared cases, the template spec and temporary files; unique in the world."
  type        = string
}

variable "image_repository" {
  description = "The name of the Artifact Registry repository, in project and region, that holds the images."
  type        = string
  default     = "twinbeam"
}

variable "template" {
  description = "The name of the template that is launched."
  type        = string
  default     = "preprocess"

  validation {
    condition     = contains(["preprocess", "train", "pseudo-label", "evaluate", "experiment"], var.template)
    error_message = "template must be one of those that bin/twinbeam templates list names."
  }
}

variable "spec_file" {
  description = "The path of the template spec on this machine, as bin/twinbeam templates render TEMPLATE --target=dataflow writes it."
  type        = string
}

variable "parameters" {
  description = "The parameters of the template; paths are gs://BUCKET/... (bin/twinbeam templates describe TEMPLATE)."
  type        = map(string)
}

variable "schedule" {
  description = "When, as a line of cron has it: minute, hour, day of month, month, day of week."
  type        = string
  default     = "15 2 * * *"
}

variable "time_zone" {
  description = "The time zone of the schedule, a name of the tz database."
  type        = string
  default     = "Etc/UTC"
}

variable "max_workers" {
  description = "At most so many workers, which bounds what a night can cost."
  type        = number
  default     = 10

  validation {
    condition     = var.max_workers >= 1
    error_message = "max_workers must be at least 1."
  }
}

variable "subnetwork" {
  description = "The subnetwork of the workers, regions/REGION/subnetworks/NAME, with Private Google Access: workers have no public address. Empty for that of the default network."
  type        = string
  default     = ""
}

variable "paused" {
  description = "Whether the schedule rests."
  type        = bool
  default     = false
}
