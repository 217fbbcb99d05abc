export class HealthDto {
  /** @example ok */
  status: string;
  /** The version of the running server. */
  version: string;
}

export class ReadinessDto extends HealthDto {
  /** What was asked and answered. @example ["database","storage"] */
  ready: string[];
}
