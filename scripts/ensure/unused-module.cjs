// Stands in for packages that a dependency loads and Spindle never calls: whoever does call one learns what is wrong.
module.exports = new Proxy(
  {},
  {
    get(_target, name) {
      if (typeof name === "symbol" || name === "__esModule" || name === "default") return undefined;
      return function unused() {
        throw new Error(`${name} belongs to a package that Spindle leaves out of its server (scripts/ensure/build.mjs)`);
      };
    },
  },
);
