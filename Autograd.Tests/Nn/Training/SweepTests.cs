using System.Globalization;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Training;

public sealed class SweepTests
{
    private static readonly int s_two = Math.Min(2, Environment.ProcessorCount);

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(int.MaxValue)]
    public void What_is_trained_side_by_side_has_the_bits_it_has_alone(int threads) =>
        SideBySideLaw.Violations(SmallTraining.Classifier, threads).ShouldBeEmpty();

    [TestCase(1)]
    [TestCase(2)]
    public void A_training_that_shares_its_numbers_breaks_the_law(int threads)
    {
        var shared = new Generator(1);
        SideBySideLaw.Violations(
            seed => Linear(Tensor.Normal([1, 2], shared)), threads).ShouldNotBeEmpty("one generator for all");
        if (Environment.ProcessorCount > 1)
        {
            SideBySideLaw.Violations(
                seed => Linear(Tensor.Full([1, 2], ThreadLimit.Current + (double)seed)), threads).Length
                .ShouldBe(6, "the number of threads");
        }

        static Linear Linear(Tensor weight)
        {
            var linear = new Linear(2, 1);
            linear.LoadState(new Dictionary<string, Tensor> { ["weight"] = weight, ["bias"] = Tensor.Zeros([1]) });
            return linear;
        }
    }

    [Test]
    public void Rows_are_in_the_order_of_options_whichever_is_done_first()
    {
        using var limit = new ThreadLimit(2);
        using var second = new ManualResetEventSlim(Environment.ProcessorCount == 1);
        SweepResult<int, int> table = Sweep.Run([1, 2, 3], option =>
        {
            if (option == 1)
            {
                second.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            }
            else
            {
                second.Set();
            }

            return 10 * option;
        });

        table.Select(row => (row.Option, row.Result)).ShouldBe([(1, 10), (2, 20), (3, 30)]);
        table.Results.ShouldBe([10, 20, 30]);
        table.IsCancelled.ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => table[3]).Message.ShouldStartWith("Sweep: there is no row 3; the table has 3");
    }

    [Test]
    public void There_are_as_many_threads_as_the_limit_says_and_each_works_alone()
    {
        using var limit = new ThreadLimit(2);
        SweepResult<int, (int Thread, int Limit)> table = Sweep.Run(
            Enumerable.Range(0, 20), _ => (Environment.CurrentManagedThreadId, ThreadLimit.Current));

        table.Results.Select(result => result.Thread).Distinct().Count().ShouldBeInRange(1, s_two);
        table.Results.ShouldAllBe(result => result.Limit == 1 && result.Thread != Environment.CurrentManagedThreadId);
        ThreadLimit.Current.ShouldBe(s_two);
    }

    [Test]
    public void A_sweep_of_sweeps_ends_and_never_does_more_at_a_time()
    {
        using var limit = new ThreadLimit(2);
        (int now, int most) = (0, 0);
        SweepResult<int, ulong[]> table = Sweep.Run(Enumerable.Range(1, 4), outer => Sweep.Run(Enumerable.Range(1, 3), inner =>
        {
            int running = Interlocked.Increment(ref now);
            lock (limit)
            {
                most = Math.Max(most, running);
            }

            Thread.Sleep(1);
            Interlocked.Decrement(ref now);
            return (ulong)(outer * inner);
        }).Results.ToArray());

        most.ShouldBeInRange(1, s_two);
        table.Results.ShouldBe([[1ul, 2, 3], [2ul, 4, 6], [3ul, 6, 9], [4ul, 8, 12]]);
    }

    [Test]
    public void An_option_that_fails_leaves_the_others_alone()
    {
        SweepResult<int, int> table = Sweep.Run([4, 0, 2], option => 8 / option);

        table.Select(row => row.IsDone).ShouldBe([true, false, true]);
        table.Results.ShouldBe([2, 4]);
        table.IsCancelled.ShouldBeFalse();
        table[1].Error.ShouldBeOfType<DivideByZeroException>();
        InvalidOperationException error = Should.Throw<InvalidOperationException>(() => table[1].Result);
        error.Message.ShouldBe($"Sweep: there is no result of 0, which failed: {table[1].Error!.Message} Ask IsDone first.");
        error.InnerException.ShouldBeSameAs(table[1].Error);
        table.ToString().ShouldContain("2 of 3 done, 1 failed; ");
    }

    [Test]
    public void Cancelling_brings_back_what_is_done_and_says_so()
    {
        using var limit = new ThreadLimit(1);
        using var cancellation = new CancellationTokenSource();
        List<SweepProgress> reports = [];
        SweepResult<int, int> table = Sweep.Run(
            [1, 2, 3, 4],
            option =>
            {
                if (option == 3)
                {
                    cancellation.Cancel();
                }

                return 10 * option;
            },
            new Listener(reports.Add), cancellation.Token);

        table.IsCancelled.ShouldBeTrue();
        table.Results.ShouldBe([10, 20]);
        table[2].Result.ShouldBe(30, "it may have stopped early, and is there");
        table[2].IsDone.ShouldBeFalse();
        table.ShouldAllBe(row => row.Error == null);
        Should.Throw<InvalidOperationException>(() => table[3].Result).Message
            .ShouldBe("Sweep: there is no result of 4, which was cancelled. Ask IsDone first.");
        table.Select(row => row.ToString()).ShouldBe(["1: 10", "2: 20", "3: 30, cancelled", "4: cancelled"]);
        table.ToString().ShouldContain("2 of 4 done, cancelled; ");
        (reports[^1].Done, reports[^1].Count, reports[^1].Failed).ShouldBe((2, 4, 0));
    }

    [Test]
    public void What_throws_because_it_was_cancelled_has_not_failed_and_what_throws_so_by_itself_has()
    {
        using var limit = new ThreadLimit(1);
        using var cancellation = new CancellationTokenSource();
        SweepResult<int, int> table = Sweep.Run<int, int>(
            [1, 2],
            option =>
            {
                if (option == 2)
                {
                    cancellation.Cancel();
                }

                throw new OperationCanceledException();
            },
            cancellationToken: cancellation.Token);

        table[0].Error.ShouldBeOfType<OperationCanceledException>();
        table[1].Error.ShouldBeNull();
        table.Results.ShouldBeEmpty();
    }

    [Test]
    public void Progress_comes_from_one_thread_at_a_time_and_ends_with_everything()
    {
        List<SweepProgress> reports = [];
        Sweep.Run(
            Enumerable.Range(0, 40), option => option == 7 ? throw new InvalidOperationException() : option, new Listener(reports.Add));
        reports.ShouldNotBeEmpty();
        (reports[^1].Done, reports[^1].Count, reports[^1].Failed).ShouldBe((40, 40, 1));
        reports.Zip(reports.Skip(1)).ShouldAllBe(pair => pair.First.Done <= pair.Second.Done);
        reports.Count.ShouldBeLessThanOrEqualTo(2 + (int)(10 * reports[^1].Elapsed.TotalSeconds));
    }

    [Test]
    public void Progress_that_throws_ends_the_sweep_with_its_error()
    {
        // Each takes long enough to be told of.
        int begun = 0;
        using var limit = new ThreadLimit(1);
        Should.Throw<InvalidTimeZoneException>(() => Sweep.Run(
            Enumerable.Range(0, 100), _ =>
            {
                Thread.Sleep(Interlocked.Increment(ref begun) == 1 ? 110 : 0);
                return 0;
            },
            new Listener(_ => throw new InvalidTimeZoneException())));
        begun.ShouldBe(1);
    }

    [Test]
    public void What_is_open_on_the_callers_thread_has_nothing_to_do_with_it()
    {
        SweepResult<ulong, Sequential> table;
        byte[] alone = SideBySideLaw.Bits(SmallTraining.Classifier(1));
        using (var limit = new ThreadLimit(1))
        using (var scope = new TensorScope())
        using (var tape = new Tape())
        {
            table = Sweep.Run([1ul], SmallTraining.Classifier);
        }

        SideBySideLaw.Bits(table[0].Result).ShouldBe(alone);
    }

    [Test]
    public void An_interrupt_waits_until_all_is_done()
    {
        var caller = Thread.CurrentThread;
        SweepResult<int, int> table = Sweep.Run([1, 2, 3], option =>
        {
            caller.Interrupt();
            return option;
        });

        table.Results.ShouldBe([1, 2, 3]);
        Should.Throw<ThreadInterruptedException>(() => Thread.Sleep(1));
    }

    [Test]
    public void Nothing_to_do_is_done_at_once()
    {
        SweepResult<int, int> table = Sweep.Run(Array.Empty<int>(), option => option);
        table.Count.ShouldBe(0);
        table.IsCancelled.ShouldBeFalse();
        table.ToString().ShouldStartWith("option  result  seconds\n0 of 0 done; ");
        Should.Throw<ArgumentNullException>(() => Sweep.Run<int, int>(null!, option => option));
        Should.Throw<ArgumentNullException>(() => Sweep.Run<int, int>([1], null!));
    }

    [Test]
    public void A_table_is_sorted_by_a_number_with_what_is_none_at_the_end()
    {
        SweepResult<int, double> table = Sweep.Run(
            [0, 1, 2, 3, 4, 5], option => option switch { 1 => throw new InvalidOperationException(), 2 => double.NaN, _ => option % 3 });

        table.SortedBy(result => result).Select(row => row.Option).ShouldBe([0, 3, 4, 5, 2, 1]);
        table.SortedBy(result => result, descending: true).Select(row => row.Option).ShouldBe([5, 4, 0, 3, 2, 1]);
        table.Select(row => row.Option).ShouldBe([0, 1, 2, 3, 4, 5]);
    }

    [Test]
    public void A_table_reads_the_same_in_every_culture_and_the_work_has_the_callers()
    {
        foreach (CultureInfo culture in Cultures.All)
        {
            SweepResult<(double, int), double> table = Cultures.Under(culture, () => Sweep.Run([(0.25, -3), (1e-5, 2)], option => 1 / 3.0));
            Cultures.Under(culture, () => Table(table)).ShouldBe(
                ["option      result    seconds", "(0.25, -3)  0.333333", "(1E-05, 2)  0.333333", "2 of 2 done; "]);
            CultureInfo inside = Cultures.Under(culture, () => Sweep.Run([0], _ => CultureInfo.CurrentCulture)[0].Result);
            inside.NumberFormat.NumberDecimalSeparator.ShouldBe(culture.NumberFormat.NumberDecimalSeparator);
            Cultures.Under(culture, () => (table.ToString(), CultureInfo.CurrentCulture)).CurrentCulture.ShouldBeSameAs(culture);
        }

        // Without the times.
        static string[] Table(SweepResult<(double, int), double> table) =>
            [.. table.ToString().Split('\n').Select((line, i) => i is 1 or 2 ? line[..20] : i == 3 ? line[..13] : line)];
    }

    [TestCase(3, 3)]
    [TestCase(200, 3)]
    [TestCase(3, 200)]
    [TestCase(200, 200)]
    public void A_table_fits_eighty_columns_whatever_is_in_it(int option, int result)
    {
        string text = Sweep.Run(
            [Long(option), "short"],
            given => given == "short" ? throw new ArgumentException(Long(result) + "\n  more") : Long(result)).ToString();
        string[] lines = text.Split('\n');

        // An option that is too long has a line of its own.
        bool isLong = option > 80;
        lines.Length.ShouldBe(isLong ? 5 : 4);
        lines.ShouldAllBe(line => line.Length <= 80);
        string[] rows = [lines[0], lines[isLong ? 2 : 1], lines[^2]];
        rows.Select(line => line.Length).Distinct().Count().ShouldBe(1);
        lines[^2].ShouldStartWith("short ");
        lines[^2].ShouldContain("failed: ");
        lines[1].StartsWith(isLong ? Long(option)[..70] : Long(option), StringComparison.Ordinal).ShouldBeTrue();
        (lines[1].Contains('…') || lines[2].Contains('…')).ShouldBe(option + result > 80);
        text.ShouldNotContain("\ufffd");

        // Characters of two parts, so that one is cut wherever the end is.
        static string Long(int length) => "a" + string.Concat(Enumerable.Repeat("𝔸", length / 2));
    }

    /// <summary>Unlike <see cref="Progress{T}"/> it listens on the spot.</summary>
    private sealed class Listener(Action<SweepProgress> listen) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => listen(value);
    }
}
