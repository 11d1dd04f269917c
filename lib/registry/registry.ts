import { auditWrites } from "./audit";
import { auditReads } from "./audit-reads";
import type { Database } from "./database";
import { deployRequestReads, deployRequestWrites } from "./deploy-requests";
import { environmentReads, environmentWrites } from "./environments";
import { invitationReads, invitationWrites } from "./invitations";
import { createJournal } from "./journal";
import { leaseReads, leaseWrites } from "./leases";
import { noticeAddressReads, noticeAddressWrites } from "./notice-addresses";
import { noticeReads, noticeWrites } from "./notices";
import { offerReads, offerWrites } from "./offers";
import { onceReads, onceWrites } from "./once";
import { operationReads, operationWrites } from "./operations";
import { peopleReads } from "./people";
import { projectReads, projectWrites } from "./projects";
import type { Queryable } from "./queryable";
import { quotaReads, quotaWrites } from "./quotas";
import { freshRecords, type Records, recordsWithin } from "./records";
import { revisionReads, revisionWrites } from "./revisions";
import { secretReads, secretWrites } from "./secrets";
import { serviceReads, serviceWrites } from "./services";
import { createEventLog } from "./stack-events";
import { stackReads, stackWrites } from "./stacks";
import type { Touched } from "./touched";
import type { Registry, RegistryReads, RegistryWrites } from "./types";

/** The registry over one open database. A transaction sees its own writes; everyone else sees them after the commit. */
export function createRegistry(database: Database): Registry {
  return {
    ...reads(database.prisma, database.records),
    ...createJournal(database),
    ...auditReads(database.prisma),
    ...createEventLog(database),
    noteRefusal: database.noteRefusal,
    transaction: (work) =>
      database.write((tx, touched) =>
        work({ ...reads(tx, freshRecords(tx)), ...quotaReads(tx, recordsWithin(tx, database.records, touched)), ...writes(tx, touched) }),
      ),
    subscribe: database.subscribe,
    close: database.close,
  };
}

const reads = (db: Queryable, records: Records): RegistryReads => ({
  ...environmentReads(db),
  ...stackReads(db, records),
  ...serviceReads(db),
  ...revisionReads(db),
  ...operationReads(db),
  ...leaseReads(db),
  ...peopleReads(db),
  ...deployRequestReads(db),
  ...secretReads(db),
  ...projectReads(db),
  ...invitationReads(db),
  ...offerReads(db),
  ...quotaReads(db, records),
  ...onceReads(db),
  ...noticeReads(db),
  ...noticeAddressReads(db),
});

const writes = (db: Queryable, touched: Touched): RegistryWrites => ({
  ...environmentWrites(db, touched),
  ...deployRequestWrites(db, touched),
  ...stackWrites(db, touched),
  ...serviceWrites(db, touched),
  ...revisionWrites(db, touched),
  ...operationWrites(db, touched),
  ...leaseWrites(db, touched),
  ...projectWrites(db, touched),
  ...invitationWrites(db, touched),
  ...offerWrites(db, touched),
  ...secretWrites(db, touched),
  ...quotaWrites(db, touched),
  ...onceWrites(db),
  ...noticeWrites(db, touched),
  ...noticeAddressWrites(db, touched),
  ...auditWrites(db, touched),
});
