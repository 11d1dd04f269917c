/** A spindle: three wound layers on a shaft. Never smaller than 16, never on a colour. */
export const Mark = () => (
  <svg className="mark" viewBox="0 0 20 20" aria-hidden="true">
    <path className="m-shaft" d="M10 1v18" strokeWidth="1.5" strokeLinecap="round" />
    <rect className="m-bar" x="5.5" y="4" width="9" height="3" rx="1.5" />
    <rect className="m-mid" x="1.5" y="8.5" width="17" height="3" rx="1.5" />
    <rect className="m-bar" x="5.5" y="13" width="9" height="3" rx="1.5" />
  </svg>
);
