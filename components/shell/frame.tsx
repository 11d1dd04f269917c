"use client";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useState } from "react";
import { DockSlot } from "@/components/dock/dock-slot";
import { keepShellsOf } from "@/components/terminal/shell-memory";
import { Toaster } from "@/components/ui/toast";
import { late } from "@/lib/client/late";
import { environmentsQuery } from "@/lib/client/queries";
import type { ActorView } from "@/lib/core/people";
import type { EnvironmentView } from "@/lib/core/views";
import { ConnectionBanner } from "./connection-banner";
import { EngineBanner } from "./engine-banner";
import { Reauthenticate } from "./reauthenticate";
import { Sidebar } from "./sidebar";
import { TopBar } from "./top-bar";
import { useShortcuts } from "./use-shortcuts";

const Palette = late(() => import("./palette").then((part) => part.Palette));
const KeysDialog = late(() => import("./keys-dialog").then((part) => part.KeysDialog));
const MobileMenu = late(() => import("./mobile-menu").then((part) => part.MobileMenu));

type Over = "palette" | "keys" | "menu" | null;

/** Stripe, sidebar, top bar and banners around every page of an environment. */
export function Frame({ actor, environment: initial, children }: { actor: ActorView; environment: EnvironmentView; children: ReactNode }) {
  const environments = useQuery(environmentsQuery()).data ?? [initial];
  const environment = environments.find(({ name }) => name === initial.name) ?? initial;
  const [over, setOver] = useState<Over>(null);
  // Before any part of the page asks for them.
  useState(() => typeof window !== "undefined" && keepShellsOf(actor.id));
  const close = useCallback(() => setOver(null), []);
  const onPalette = useCallback(() => setOver((was) => (was === "palette" ? null : "palette")), []);
  const onKeys = useCallback(() => setOver("keys"), []);
  useShortcuts({ onPalette, onKeys });
  const side = { actor, environment, environments, onKeys };
  return (
    <div className="shell" data-env={environment.colour}>
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <Sidebar {...side} />
      <div className="main" id="page" tabIndex={-1}>
        <TopBar environment={environment.name} colour={environment.colour} onMenu={() => setOver("menu")} onPalette={onPalette} />
        <EngineBanner engine={environment.engine} actor={actor} />
        <ConnectionBanner />
        {children}
      </div>
      <DockSlot />
      {over === "palette" && <Palette environment={environment.name} actor={actor} onClose={close} />}
      {over === "keys" && <KeysDialog onClose={close} />}
      {over === "menu" && <MobileMenu {...side} onClose={close} />}
      <Reauthenticate />
      <Toaster />
    </div>
  );
}
