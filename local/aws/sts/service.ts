/** STS: who am I? Everybody is the one account. */
import { createQueryService } from "../query-service.ts";
import { ACCOUNT_ID, type Service } from "../service.ts";

export const createStsService = (): Service =>
  createQueryService("STS", "https://sts.amazonaws.com/doc/2011-06-15/", {
    GetCallerIdentity: () => ({ Arn: `arn:aws:iam::${ACCOUNT_ID}:root`, UserId: ACCOUNT_ID, Account: ACCOUNT_ID }),
  });
