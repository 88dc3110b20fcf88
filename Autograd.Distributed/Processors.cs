using System.Diagnostics;
using System.Globalization;

namespace Autograd.Distributed;

/// <summary>The processors of this machine that this rank may use, where others run on it too.</summary>
internal static class Processors
{
    /// <summary>Those that this process is bound to, a bit each, as a text; empty where the system does not say.</summary>
    public static string Own
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                return "";
            }

            using var self = Process.GetCurrentProcess();
            return self.ProcessorAffinity.ToString("x", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>How many threads this rank has: all processors that it is bound to, or its share of those it has with others.</summary>
    /// <param name="all">The processors of each rank on this machine.</param>
    /// <param name="count">How many this one has.</param>
    public static int Share(string[] all, int count)
    {
        ulong seen = 0;
        foreach (string own in all)
        {
            if (!ulong.TryParse(own, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong bits) || (seen & bits) != 0)
            {
                return Math.Max(1, count / all.Length);
            }

            seen |= bits;
        }

        return count;
    }
}
