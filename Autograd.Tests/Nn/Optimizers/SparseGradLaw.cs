using System.Runtime.CompilerServices;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Optimizers;

/// <summary>
/// Whether a table's gradient is sparse by rows changes no bit: not of the gradient, nor of the values, nor of what an optimizer remembers,
/// whatever is looked up, how often and in which way, and whoever else writes to the gradient.
/// </summary>
internal static class SparseGradLaw
{
    private const int Steps = 20;
    private const int Large = 66_000;

    // The last is large enough for several threads.
    private static readonly Shape[] s_shapes = [[7], [11, 1], [9, 5], [6, 33], [5, 3, 4], [4, 0], [Large]];

    /// <summary>Every optimizer as it is listed, and with weight decay; and a rule with a state that leaves rows alone.</summary>
    public static IReadOnlyList<(string Name, Func<IEnumerable<Parameter>, Optimizer> Make)> All { get; } =
    [
        .. OptimizerLaw.All,
        ("Sgd, decay", parameters => new Sgd(parameters, 0.1, weightDecay: 0.01)),
        ("Sgd, momentum and decay", parameters => new Sgd(parameters, 0.1, momentum: 0.9, weightDecay: 0.01)),
        ("Adam, decay", parameters => new Adam(parameters, 0.1, weightDecay: 0.01)),
        ("AdamW, decay", parameters => new AdamW(parameters, 0.1, weightDecay: 0.01)),
        ("RmsProp, decay", parameters => new RmsProp(parameters, 0.1, momentum: 0.9, centered: true, weightDecay: 0.01)),
        ("Adagrad, decay", parameters => new Adagrad(parameters, 0.1, learningRateDecay: 0.1, weightDecay: 0.01)),
        ("Lion, decay", parameters => new Lion(parameters, 0.1, weightDecay: 0.01)),
        ("a rule of one's own", parameters => new SumOfSquares(parameters, 0.1)),
    ];

    /// <summary>What differs; empty where nothing does.</summary>
    /// <param name="make">Makes the optimizer.</param>
    /// <param name="lookUp">Looks rows up; <see cref="Tensor.IndexSelect"/> unless given.</param>
    public static IReadOnlyList<string> Violations(
        Func<IEnumerable<Parameter>, Optimizer> make, Func<Tensor, Tensor, Tensor>? lookUp = null)
    {
        lookUp ??= static (table, index) => table.IndexSelect(0, index);
        List<string> violations = [];
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            for (int i = 0; i < s_shapes.Length; i++)
            {
                Compare(make, s_shapes[i], dtype, new Random(i), lookUp, violations);
            }
        }

        return violations;
    }

    private static void Compare(Func<IEnumerable<Parameter>, Optimizer> make, Shape shape, DType dtype, Random random,
        Func<Tensor, Tensor, Tensor> lookUp, List<string> violations)
    {
        Two[] both = [.. new[] { false, true }.Select(isSparse => new Two(shape, dtype, isSparse, make))];
        for (int step = 0; step < (shape[0] == Large ? 4 : Steps); step++)
        {
            if (random.Next(3) > 0)
            {
                Array.ForEach(both, two => two.Optimizer.ZeroGrad());
            }

            for (int pass = random.Next(3); pass >= 0; pass--)
            {
                Func<Tensor, Tensor>[] uses = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Use(shape, dtype, random, lookUp))];
                bool goesAround = random.Next(6) == 0;
                Array.ForEach(both, two => two.Differentiate(uses, goesAround));
            }

            if (random.Next(8) == 0 && shape.Count > 0)
            {
                // As one who clips or adds noise.
                int row = random.Next(shape[0]);
                Array.ForEach(both, two => two.Model.Table.Grad?.SetItem(0.25, row));
            }

            Array.ForEach(both, two => two.Optimizer.Step());
            Dictionary<string, byte[]> dense = both[0].All();
            foreach ((string what, byte[] sparse) in both[1].All())
            {
                if (!dense[what].AsSpan().SequenceEqual(sparse))
                {
                    violations.Add($"{dtype} {shape}: {what} differs after step {step}");
                }
            }

            bool isFrozen = random.Next(8) == 0;
            Array.ForEach(both, two => two.Model.Table.RequiresGrad = !isFrozen);
            if (random.Next(8) == 0)
            {
                Array.ForEach(both, two => two.Model.LoadState(two.First));
            }

            if (random.Next(8) == 0)
            {
                Array.ForEach(both, two => two.GoOn(make));
            }
        }
    }

    // What a step computes from the table: mostly lookups of few rows, now and then of none, of all, of the same again and again, or
    // something else that has a gradient everywhere.
    private static Func<Tensor, Tensor> Use(Shape shape, DType dtype, Random random, Func<Tensor, Tensor, Tensor> lookUp)
    {
        int count = random.Next(6) switch { 0 => 0, 1 => 100, 2 => shape[0], _ => random.Next(1, 6) };
        int different = random.Next(4) == 0 ? 1 : shape[0], kind = random.Next(10);
        Tensor index = Tensor.From([.. Enumerable.Range(0, count).Select(i => (long)(count == shape[0] ? i : random.Next(different)))]);
        Tensor weights = Tensor.From([.. Enumerable.Range(0, count * shape.CountOf(1..)).Select(_ => (random.NextDouble() * 2) - 1)],
            shape.With(0, count, "rows")).To(dtype);
        return kind switch
        {
            0 => table => (table * 0.5).Sum(),
            1 => table => table.Square().Sum() + (lookUp(table, index) * weights).Sum(),
            2 or 3 or 4 when shape.Count > 0 => table => (table.Gather(0, Elements(index, shape)) * weights).Sum(),
            5 => table => lookUp(table, index).Square().Sum(),
            6 => table => (lookUp(table, index) * lookUp(table.Grad ?? table, index) * weights).Sum(),
            _ => table => (lookUp(table, index) * weights).Sum(),
        };
    }

    // The same rows for all columns but the last, which takes the first of them: whole rows are no condition.
    private static Tensor Elements(Tensor index, Shape shape)
    {
        int columns = shape.CountOf(1..);
        long[] rows = index.ToArray<long>();
        return Tensor.From(
            [.. rows.SelectMany(row => Enumerable.Range(0, columns).Select(column => column == columns - 1 ? rows[0] : row))],
            shape.With(0, rows.Length, "rows"));
    }

    // A model and its optimizer.
    private sealed class Two
    {
        public Two(Shape shape, DType dtype, bool isSparse, Func<IEnumerable<Parameter>, Optimizer> make)
        {
            Model = new Lookup(shape, isSparse).Initialize(5).To(dtype);
            First = Model.StateDict();
            Optimizer = make(Model.Parameters());
        }

        public Lookup Model { get; }

        public Optimizer Optimizer { get; private set; }

        public IReadOnlyDictionary<string, Tensor> First { get; }

        // As a program that was stopped.
        public void GoOn(Func<IEnumerable<Parameter>, Optimizer> make)
        {
            IReadOnlyDictionary<string, Tensor> state = Optimizer.StateDict();
            Optimizer = make(Model.Parameters());
            Optimizer.LoadState(state);
        }

        public void Differentiate(Func<Tensor, Tensor>[] uses, bool goesAround)
        {
            using var tape = new Tape();
            Tensor loss = Model.Scale.Value.Square().Sum();
            foreach (Func<Tensor, Tensor> use in uses)
            {
                loss += use(Model.Table) * Model.Scale.Value.Sum();
            }

            GradientSet? set = goesAround ? new([.. Model.Parameters().Select(parameter => parameter.Value)]) : null;
            tape.Backward(loss, into: set);
            set?.AddToGrad();
        }

        public Dictionary<string, byte[]> All()
        {
            Dictionary<string, byte[]> all = new()
            {
                ["the table"] = Numbers.Bits(Model.Table),
                ["the other parameter"] = Numbers.Bits(Model.Scale),
                ["the gradient"] = Model.Table.Grad is { } gradient ? Numbers.Bits(gradient) : [],
            };
            foreach ((string name, Tensor values) in Optimizer.StateDict())
            {
                all.Add(name, Numbers.Bits(values));
            }

            return all;
        }
    }

    /// <summary>A table beside another parameter.</summary>
    internal sealed class Lookup : Autograd.Nn.Module
    {
        public Lookup(Shape shape, bool isSparse)
        {
            Scale = new Parameter([3], new Uniform(0.5, 1));
            Table = new Parameter(shape, new Uniform(-1, 1), hasSparseGrad: isSparse);
        }

        public Parameter Scale { get; private init => field = Register(value); }

        public Parameter Table { get; private init => field = Register(value); }
    }

    /// <summary>Adagrad's rule: what it keeps of a row without gradient stays too.</summary>
    private sealed class SumOfSquares(IEnumerable<Parameter> parameters, double rate) : Optimizer(parameters, rate)
    {
        protected override void Update(ParameterRun run) => run.Update(new Rule(run.LearningRate));

        private readonly record struct Rule(Coefficient Rate) : IUpdateFormula
        {
            public static IReadOnlyList<string> StateNames { get; } = ["sum"];

            public bool SkipsZeroGradients => true;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public void Apply<R>(R gradient, ref R value, ref R sum, ref R second, ref R third) where R : struct, IReal<R>
            {
                sum += gradient * gradient;
                value -= Rate * (gradient / (R.Sqrt(sum) + 1e-10));
            }
        }
    }
}
