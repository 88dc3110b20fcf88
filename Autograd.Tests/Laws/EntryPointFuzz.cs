using Autograd.Core;
using Autograd.Tests.Laws.Fuzz;

namespace Autograd.Tests.Laws;

/// <summary>
/// What <see cref="FuzzLaw"/> says of ops holds of the tensor's other entry points too, with arguments drawn at random: each gives a
/// result, the same when called again, or refuses with an ArgumentException or an InvalidOperationException of its own, not one from inside
/// the runtime; it takes no memory that its result does not need, and writes to nothing given.
/// </summary>
public sealed class EntryPointFuzz
{
    private const int InSuite = 40;
    private const int InLongRun = 1_000_000;
    private const long Slack = 64 << 20;

    public static IEnumerable<TestCaseData> All => EntryPoint.All.Select((entry, i) => new TestCaseData(i).SetArgDisplayNames(entry.Name));

    [TestCaseSource(nameof(All))]
    public void Holds(int entry) => Faults(EntryPoint.All[entry], 0, InSuite).ShouldBeEmpty();

    [Explicit("A million calls take minutes."), Category("Long")]
    [TestCaseSource(nameof(All))]
    public void Holds_for_a_million_calls(int entry) =>
        Faults(EntryPoint.All[entry], InSuite, TestContext.Parameters.Get("calls", InLongRun) / EntryPoint.All.Count).ShouldBeEmpty();

    [Test]
    public void Rejects_an_exception_from_inside() =>
        Rejected(d => new float[2].AsSpan(0, d.Next(4)).Length).ShouldContain("not its own refusal");

    [Test]
    public void Rejects_another_kind_of_exception() => Rejected(d => checked(int.MaxValue + d.Next(2))).ShouldContain("OverflowException");

    [Test]
    public void Rejects_other_results_when_called_again()
    {
        int calls = 0;
        Rejected(d => d.Next(2) + calls++).ShouldContain("called again");
    }

    [Test]
    public void Rejects_what_writes_to_its_input() => Rejected(d => Filled(d.Tensor(DType.Float32))).ShouldContain("was changed");

    [Test]
    public void Rejects_memory_for_a_refusal() => Rejected(_ => new byte[1 << 27].Rank).ShouldContain("bytes");

    private static string Rejected(Func<Arguments, object?> call) => Faults(new("broken", call), 0, InSuite).FirstOrDefault("accepted");

    private static Tensor Filled(Tensor x)
    {
        x.AsWritableSpan<float>().Fill(3);
        return x;
    }

    private static List<string> Faults(EntryPoint entry, int first, int count)
    {
        List<string> faults = [];
        for (int seed = first; seed < first + count && faults.Count < 3; seed++)
        {
            var arguments = new Arguments(seed);
            long before = GC.GetAllocatedBytesForCurrentThread();
            (object? result, string? fault) = Outcome(entry, arguments);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            fault ??= !arguments.AreUnchanged ? "an input was changed"
                : allocated > Slack + (4 * Bits(result).LongLength) ? FormattableString.Invariant($"it took {allocated:N0} bytes")
                : !Bits(result).AsSpan().SequenceEqual(Bits(Outcome(entry, new(seed)).Result)) ? "called again, it gives another result"
                : null;
            faults.AddRange(fault is null ? [] : [$"{entry.Name}, seed {seed}: ({arguments}): {fault}."]);
        }

        return faults;
    }

    private static (object? Result, string? Fault) Outcome(EntryPoint entry, Arguments arguments)
    {
        try
        {
            return (entry.Call(arguments), null);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            bool isOwn = exception is ArgumentNullException or ObjectDisposedException
                || exception.TargetSite?.DeclaringType?.Namespace?.StartsWith("Autograd", StringComparison.Ordinal) == true;
            return (exception.Message, isOwn ? null : $"not its own refusal: {exception.GetType().Name}: {exception.Message}");
        }
        catch (Exception exception)
        {
            return (null, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private static byte[] Bits(object? result) => result switch
    {
        Tensor tensor => [.. Numbers.Bits(tensor), .. System.Text.Encoding.UTF8.GetBytes($"{tensor.DType} {tensor.Shape}")],
        IEnumerable<Tensor> tensors => [.. tensors.SelectMany(Bits)],
        Array values => [.. values.Cast<object>().SelectMany(Bits)],
        _ => System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"{result}")),
    };
}
