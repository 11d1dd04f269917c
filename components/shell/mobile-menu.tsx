"use client";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { Dialog } from "@/components/ui/dialog";
import { SidebarContent, type SidebarProps } from "./sidebar";

/** The sidebar as a drawer; going somewhere closes it. */
export function MobileMenu({ onClose, ...props }: SidebarProps & { onClose: () => void }) {
  const pathname = usePathname();
  const opened = useRef(pathname);
  useEffect(() => {
    if (pathname !== opened.current) onClose();
  }, [pathname, onClose]);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Menu" className="drawer" bare>
      <div className="sidebar-in" data-env={props.environment.colour}>
        <SidebarContent {...props} />
      </div>
    </Dialog>
  );
}
