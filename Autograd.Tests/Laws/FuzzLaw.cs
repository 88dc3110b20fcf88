using System.Globalization;
using Autograd.Core;
using Autograd.Tests.Laws.Fuzz;

namespace Autograd.Tests.Laws;

/// <summary>
/// Whatever an op is called with, it gives a result or says why not: an ArgumentException or an InvalidOperationException that names the
/// op, before it takes memory. A result is the same when asked for again, on copies of the inputs and
/// with any number of threads; it can be differentiated, by Backward as by Gradient, and nothing given is written to. Calls are drawn at
/// random, from a seed: shapes, types, special values, attributes, views, wrong inputs.
/// </summary>
public sealed class FuzzLaw : Law
{
    private const int InSuite = 25;
    private const int InLongRun = 1_000_000;
    private const int Listed = 3;

    private TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The law without patience, for calls that do not end.</summary>
    public static FuzzLaw Impatient { get; } = new() { Patience = TimeSpan.FromSeconds(0.1) };

    [Explicit("A million calls take minutes."), Category("Long")]
    [TestCaseSource(nameof(Ops))]
    public void Holds_for_a_million_calls(OpDefinition op) =>
        Run(op, InSuite, TestContext.Parameters.Get("calls", InLongRun) / OpRegistry.All.Count).ShouldBeEmpty();

    protected override IEnumerable<string> Check(OpDefinition op) => Run(op, 0, InSuite);

    // On a thread of its own, which can be left alone if it hangs.
    private List<string> Run(OpDefinition op, int first, int count)
    {
        List<string> faults = [];
        int seed = first;
        var thread = new Thread(() =>
        {
            for (; seed < first + count && faults.Count < Listed; Interlocked.Increment(ref seed))
            {
                faults.AddRange(Faults(op, seed));
            }
        })
        { IsBackground = true, CurrentCulture = CultureInfo.CurrentCulture };
        thread.Start();
        for (int seen = seed; !thread.Join(Patience); seen = seed)
        {
            if (seen == Volatile.Read(ref seed))
            {
                return [$"{op.Name}, seed {seed}: the call does not end."];
            }
        }

        return faults;
    }

    private static IEnumerable<string> Faults(OpDefinition op, int seed)
    {
        var call = FuzzCall.Draw(op, seed);
        return new FuzzTrial(call).Faults().Take(1).Select(fault => $"{call}: {fault}.");
    }
}
