using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;
using Differentiate = Autograd.Core.Derivatives;

namespace Autograd.Tests.Core.Derivatives;

public sealed class DerivativesTests
{
    private static IEnumerable<TestCaseData> Ops => Law.Ops;

    [Test]
    public void A_Jacobian_has_the_results_shape_and_the_points()
    {
        Tensor a = Tensor.From([1.0, 2, 3, 4, 5, 6], [2, 3]);
        Tensor jacobian = Differentiate.Jacobian(x => a.MatMul(x), Tensor.From([1.0, 1, 1], [3, 1]));
        jacobian.Shape.ShouldBe([2, 1, 3, 1]);
        jacobian.ToArray<double>().ShouldBe(a.ToArray<double>());
        Differentiate.Jacobian(x => x.Sum(), Tensor.From([1f, 2])).Shape.ShouldBe([2]);
    }

    [Test]
    public void Rows_and_columns_give_the_same()
    {
        Tensor x = Tensor.From([0.3, -0.7]), spread = OpSamples.Spread([2, 40], DType.Float64);
        Tensor wide = Differentiate.Jacobian(x => x.Reshape(1, 2).MatMul(spread).Tanh().Flatten(), x);
        wide.Shape.ShouldBe([40, 2]);
        for (int i = 0; i < 40; i += 13)
        {
            int at = i;
            Tensor row = Differentiate.Jacobian(x => x.Reshape(1, 2).MatMul(spread).Tanh().Flatten()[at], x);
            Numbers.Differences("row", Numbers.Of(wide[i]), Numbers.Of(row), 1e-13, 1e-15).ShouldBeEmpty();
        }

        Tensor[] both = Differentiate.Jacobian(() => (x * spread.Transpose()).Sin(), [x, spread]);
        both[0].Shape.ShouldBe([40, 2, 2]);
        both[1].Shape.ShouldBe([40, 2, 2, 40]);
    }

    [Test]
    public void A_Hessian_is_that_of_the_closed_form()
    {
        Tensor x = Tensor.From([1.0, 2, -1], [3, 1]);
        Differentiate.Hessian(x => (x * x * x).Sum(), x).Shape.ShouldBe([3, 1, 3, 1]);
        double[] cubes = Differentiate.Hessian(x => (x * x * x).Sum(), x).ToArray<double>();
        cubes.ShouldBe([6, 0, 0, 0, 12, 0, 0, 0, -6]);
        Differentiate.Hessian(x => x.Sum(), x).ToArray<double>().ShouldAllBe(number => number == 0);
        Differentiate.Hessian(_ => Tensor.Scalar(1.0), x).ToArray<double>().ShouldAllBe(number => number == 0);

        // Rosenbrock's valley at (a, b): [[1200 a² − 400 b + 2, −400 a], [−400 a, 200]].
        Tensor valley = Differentiate.Hessian(
            p => (1 - p[0]).Square() + (100 * (p[1] - p[0].Square()).Square()), Tensor.From([0.5, 2]));
        valley.ToArray<double>().ShouldBe([300 - 800 + 2, -200, -200, 200]);
    }

    [Test]
    public void By_the_parameters_of_a_model()
    {
        Layer model = new Sequential(new Linear(2, 3), new Tanh(), new Linear(3, 1)).Initialize(1).To(DType.Float64);
        Tensor x = OpSamples.Spread([4, 2], DType.Float64);
        Tensor[] parameters = [.. model.Parameters()];
        Tensor Loss() => model.Forward(x).Square().Mean();
        Tensor hessian = Differentiate.Hessian(Loss, parameters);
        hessian.Shape.ShouldBe([13, 13]);
        double[,] matrix = new double[13, 13];
        Buffer.BlockCopy(hessian.ToArray<double>(), 0, matrix, 0, 13 * 13 * sizeof(double));
        for (int i = 0; i < 13; i++)
        {
            for (int j = 0; j < i; j++)
            {
                matrix[i, j].ShouldBe(matrix[j, i], 1e-14);
            }
        }

        Tensor[] vectors = [.. parameters.Select((parameter, i) => OpSamples.Spread(parameter.Shape, DType.Float64, phase: i))];
        double[] vector = [.. vectors.SelectMany(Numbers.Of)];
        double[] product = [.. Differentiate.HessianVector(Loss, parameters, vectors).SelectMany(Numbers.Of)];
        for (int i = 0; i < 13; i++)
        {
            product[i].ShouldBe(Enumerable.Range(0, 13).Sum(j => matrix[i, j] * vector[j]), 1e-13);
        }

        model.Parameters().ShouldAllBe(parameter => parameter.Grad == null);
    }

    // What the registry's ops give: a Hessian times a vector is a difference of gradients, computed in another way.
    [TestCaseSource(nameof(Ops))]
    public void A_Hessian_times_a_vector_is_the_Jacobian_of_the_gradient_times_it(OpDefinition op)
    {
        Call? call = Call.Of(op).FirstOrDefault(call =>
            call.HasFloatInput && call.Inputs.All(input => input.Count is > 0 and < 13) && Call.IsFloat(call.Forward().DType));
        if (call is null)
        {
            return;
        }

        Tensor[] by = [.. call.Inputs.Where(input => Call.IsFloat(input.DType)).Distinct()];
        Tensor upstream = call.Upstream();
        Tensor Value() => (call.Op.Apply(call.Inputs) * upstream).Sum();
        Tensor[] vectors = [.. by.Select((x, i) => OpSamples.Spread(x.Shape, DType.Float64, phase: i + 5))];
        Tensor[] product = Differentiate.HessianVector(Value, by, vectors);
        Tensor hessian = Differentiate.Hessian(Value, by);
        double[] vector = [.. vectors.SelectMany(Numbers.Of)], matrix = Numbers.Of(hessian);
        double[] expected = [.. Enumerable.Range(0, vector.Length).Select(i =>
            vector.Select((v, j) => matrix[(i * vector.Length) + j] * v).Sum())];
        Numbers.Differences(call.Name, [.. product.SelectMany(Numbers.Of)], expected, 1e-10, 1e-10).ShouldBeEmpty();
    }

    [Test]
    public void Differences_of_gradients_agree()
    {
        Tensor x = OpSamples.Spread([5], DType.Float64, 0.2, 1.5), v = OpSamples.Spread([5], DType.Float64, phase: 2);
        Tensor F(Tensor x) => (x.Sin() * x.Exp()).Sum() + (x.Softmax(0) * x).Sum().Log();
        const double h = 1e-5;
        Tensor up = Differentiate.Jacobian(F, x + (v * h)), down = Differentiate.Jacobian(F, x - (v * h));
        Numbers.Differences(
            "Hessian times vector", Numbers.Of(Differentiate.HessianVector(F, x, v)), Numbers.Of((up - down) / (2 * h)), 1e-7, 1e-8)
            .ShouldBeEmpty();
        Numbers.Differences("one that is off", Numbers.Of(Differentiate.HessianVector(F, x, v) * 1.0001), Numbers.Of((up - down) / (2 * h)),
            1e-7, 1e-8).ShouldNotBeEmpty();
    }

    [Test]
    public void Memory_grows_with_the_result_and_not_with_the_ways_back()
    {
        const int N = 64;
        Layer model = new Sequential(new Linear(N, N), new Tanh(), new Linear(N, N)).Initialize(1);
        Tensor x = OpSamples.Spread([1, N], DType.Float32);
        var wide = new Linear(N, 4 * N);
        (long rows, long columns) = (0, 0);

        // On a thread of its own, whose pool is empty.
        var thread = new Thread(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Differentiate.Jacobian(model.Forward, x);
            rows = GC.GetAllocatedBytesForCurrentThread() - before;
            before = GC.GetAllocatedBytesForCurrentThread();
            Differentiate.Jacobian(wide.Forward, x);
            columns = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        thread.Start();
        thread.Join();
        rows.ShouldBeLessThan(20 * N * N * sizeof(float));
        columns.ShouldBeLessThan(20 * 4 * N * N * sizeof(float));
    }

    [Test]
    public void What_a_function_captures_is_a_constant([Values] bool isCheckpointed)
    {
        var op = new Asking();
        var weight = Tensor.From([2.0, 3]);
        weight.RequiresGrad = true;
        Tensor F(Tensor x) => isCheckpointed ? Checkpointing.Run(x => op.Apply(x, weight), x) : op.Apply(x, weight);
        Tensor x = Tensor.From([5.0, 7]);
        Differentiate.Jacobian(F, x).ToArray<double>().ShouldBe([2, 0, 0, 3]);
        Differentiate.Hessian(x => F(x).Square().Sum(), x).ToArray<double>().ShouldBe([8, 0, 0, 18]);
        Differentiate.HessianVector(x => F(x).Square().Sum(), x, x).ToArray<double>().ShouldBe([40, 126]);
        op.Asked.ShouldAllBe(asked => !asked);
        op.Asked.ShouldNotBeEmpty();
        Differentiate.Jacobian(() => F(x), [weight])[0].ToArray<double>().ShouldBe([5, 0, 0, 7]);
        Differentiate.Jacobian(() => weight, [x])[0].ToArray<double>().ShouldAllBe(number => number == 0);
        op.Asked.ShouldContain(true);
        weight.Grad.ShouldBeNull();
    }

    [Test]
    public void An_open_tape_sees_nothing_and_what_does_not_fit_is_refused()
    {
        Tensor x = Tensor.From([1.0, 2]);
        using (var tape = new Tape())
        {
            tape.Watch(x);
            Differentiate.Hessian(x => x.Square().Sum(), x);
            tape.Count.ShouldBe(0);
        }

        Should.Throw<ArgumentException>(() => Differentiate.Hessian(x => x * 2, x)).Message
            .ShouldStartWith("Hessian: the function gives [2]; expected one element.");
        Should.Throw<ArgumentException>(() => Differentiate.Jacobian(x => x, Tensor.From([1L]))).Message
            .ShouldStartWith("Jacobian: the point is Int64 [1]");
        Should.Throw<ArgumentException>(() => Differentiate.Jacobian(x => x > 1, x)).Message
            .ShouldStartWith("Jacobian: the function gives Bool [2]");
        Should.Throw<ArgumentException>(() => Differentiate.HessianVector(x => x.Sum(), x, Tensor.From([1.0]))).Message
            .ShouldStartWith("HessianVector: the vector Float64 [1] is for a tensor Float64 [2]");
        Should.Throw<ArgumentException>(() => Differentiate.HessianVector(() => x.Sum(), [x], [])).Message
            .ShouldStartWith("HessianVector: there are 0 vectors and 1 tensors");
    }

    /// <summary>A product, which notes whether its second factor's gradient is wanted.</summary>
    private sealed class Asking() : Op("asking")
    {
        public List<bool> Asked { get; } = [];

        protected override Tensor Forward(OpCall call) => call.Inputs[0] * call.Inputs[1];

        protected override void Differentiate(Pullback call)
        {
            Asked.Add(call.Needs(1));
            for (int i = 0; i < 2; i++)
            {
                if (call.Needs(i))
                {
                    call.Set(i, call.Upstream * call.Inputs[1 - i]);
                }
            }
        }
    }
}
