using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Optimizers;

namespace Autograd.Tests.Nn.Modules;

public sealed class ParameterBlockTests
{
    [Test]
    public void A_models_values_and_gradients_are_one_tensor_each_those_that_decay_first()
    {
        Sequential model = new(new Linear(3, 7), new PRelu(), new Linear(7, 2));
        Parameter[] inOrder = [.. model.Parameters().OrderBy(parameter => !parameter.Decays)];
        Backward(model);
        ParameterBlock block = model.ParameterBlocks().ShouldHaveSingleItem();

        block.Parameters.ShouldBe(inOrder);
        block.Offsets[1].ShouldBe(32);
        for (int i = 0; i < inOrder.Length; i++)
        {
            Range part = block.Offsets[i]..(block.Offsets[i] + inOrder[i].Shape.Count);
            block.Values[part].ToArray<float>().ShouldBe(inOrder[i].Value.ToArray<float>());
            block.Gradients[part].ToArray<float>().ShouldBe(inOrder[i].Grad!.ToArray<float>());
        }

        block.Values.SetItem(3);
        inOrder.ShouldAllBe(parameter => parameter.Value.ToArray<float>().All(element => element == 3));
    }

    [Test]
    public void Where_there_is_no_gradient_zeros_stand_for_it()
    {
        Sequential model = new(new Linear(2, 2), new Linear(2, 2));
        Backward(model);
        ParameterBlock block = model.ParameterBlocks()[0];
        block.Gradients.ToArray<float>().ShouldContain(element => element != 0);
        foreach (Parameter parameter in model.Parameters())
        {
            parameter.Value.ZeroGrad();
        }

        block.Gradients.ToArray<float>().ShouldAllBe(element => element == 0);
        model.Parameters().ShouldAllBe(parameter => parameter.Grad == null);
    }

    [Test]
    public void Every_part_of_a_model_and_every_optimizer_has_the_same_memory()
    {
        Sequential model = new(new Linear(2, 3), new Linear(3, 2));
        var first = new Sgd(((Linear)model[0]).Parameters(), 0.1);
        var second = new Adam(((Linear)model[1]).Parameters());
        Backward(model);
        first.Step();
        IReadOnlyList<ParameterBlock> blocks = model.ParameterBlocks();
        second.Step();
        model[1].ParameterBlocks().ShouldBeSameAs(blocks);
        model.ParameterBlocks().ShouldBeSameAs(blocks);
        model.Parameters().ShouldAllBe(parameter =>
            parameter.Value.IsWithin(blocks[0].Values) && parameter.Grad!.IsWithin(blocks[0].Gradients));
    }

    [Test]
    public void What_is_added_replaced_converted_or_unfrozen_makes_a_new_memory_and_what_is_frozen_stays()
    {
        var model = new Growing();
        IReadOnlyList<ParameterBlock> blocks = model.ParameterBlocks();
        Renewed().ShouldBeFalse();
        model.Head = new Linear(2, 1);
        Renewed().ShouldBeTrue();
        model.Head = new Linear(2, 1);
        Renewed().ShouldBeTrue();
        model.To(DType.Float64);
        Renewed().ShouldBeTrue();
        blocks.ShouldHaveSingleItem().Values.DType.ShouldBe(DType.Float64);
        model.Head.Freeze();
        Renewed().ShouldBeFalse();
        model.Head = new Linear(2, 1).To(DType.Float64);
        model.Head.Freeze();
        Renewed().ShouldBeTrue();
        blocks[0].Parameters.Count.ShouldBe(2);
        model.Head.Freeze(false);
        Renewed().ShouldBeTrue();
        blocks[0].Parameters.Count.ShouldBe(4);
        _ = new Sequential(model.Body);
        Renewed().ShouldBeFalse();
        new Sequential(new Linear(2, 2), new Linear(2, 2)).ParameterBlocks();
        Renewed().ShouldBeFalse();

        bool Renewed()
        {
            IReadOnlyList<ParameterBlock> before = blocks;
            blocks = model.ParameterBlocks();
            return blocks != before;
        }
    }

    [Test]
    public void Two_precisions_make_two_blocks()
    {
        var model = new Sequential(new Linear(2, 2), new Linear(2, 2).To(DType.Float64));
        model.ParameterBlocks().Select(block => block.Values.DType).ShouldBe([DType.Float32, DType.Float64]);
    }

    [Test]
    public void What_has_no_memory_of_its_own_is_trained_outside()
    {
        Tensor table = Tensor.From([1f, 2, 3, 4]), whole = Tensor.From([5f, 6]);
        var model = new Tied(table[0..2], whole, whole, whole.Reshape(1, 2));
        var optimizer = new Sgd(model.Parameters().Take(2), 0.5);
        for (int step = 1; step <= 2; step++)
        {
            optimizer.ZeroGrad();
            using (var tape = new Tape())
            {
                tape.Backward(model.Parameters()[0].Value.Sum() + model.Parameters()[1].Value.Sum());
            }

            optimizer.Step();
            table.ToArray<float>().ShouldBe([1 - (step / 2f), 2 - (step / 2f), 3, 4]);
            whole.ToArray<float>().ShouldBe([5 - (step / 2f), 6 - (step / 2f)]);
        }

        ParameterBlock block = model.ParameterBlocks().ShouldHaveSingleItem();
        block.Parameters.ShouldHaveSingleItem().ShouldBeSameAs(model.Parameters()[1]);
        model.ParameterBlocks()[0].ShouldBeSameAs(block);
    }

    [Test]
    public void A_sparse_gradient_has_a_block_of_its_own_so_that_a_loop_over_all_misses_nothing()
    {
        var model = new SparseGradLaw.Lookup([4, 2], isSparse: true);
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            model.To(dtype);
            var optimizer = new Sgd(model.Parameters(), 1);
            IReadOnlyList<ParameterBlock> blocks = model.ParameterBlocks();
            blocks.Select(block => block.Parameters.ShouldHaveSingleItem()).ShouldBe([model.Scale, model.Table]);
            model.Table.Value.HasSparseGrad.ShouldBeTrue();
            model.Table.Value.SetItem(0);
            blocks[1].Gradients.To(DType.Float64).ToArray<double>().ShouldAllBe(element => element == 0);
            for (int row = 0; row < 2; row++)
            {
                optimizer.ZeroGrad();
                using (var tape = new Tape())
                {
                    tape.Backward(model.Table.Value.IndexSelect(0, Tensor.From([(long)row])).Sum());
                }

                // Clipped: what is written to the block is the gradient.
                foreach (ParameterBlock block in model.ParameterBlocks())
                {
                    (block.Gradients * 0.5).CopyTo(block.Gradients);
                }

                optimizer.Step();
            }

            model.Table.Value.To(DType.Float64).ToArray<double>().ShouldBe([-0.5, -0.5, -0.5, -0.5, 0, 0, 0, 0]);
            model.ParameterBlocks().ShouldBeSameAs(blocks);
        }

        // Another parameter over the same tensor knows.
        ((Parameter)model.Table.Value).HasSparseGrad.ShouldBeTrue();
        model.Table.RequiresGrad = false;
        model.Table.Grad.ShouldBeNull();
    }

    [Test]
    public void A_shared_layer_stays_in_the_memory_of_the_model_that_it_belongs_to()
    {
        var shared = new Linear(2, 2);
        Sequential first = new(shared, new Linear(2, 1)), second = new(new Linear(3, 2), shared);
        ParameterBlock block = first.ParameterBlocks()[0], other = second.ParameterBlocks()[0];

        other.Parameters.ShouldBe(((Linear)second[0]).Parameters());
        first.ParameterBlocks()[0].ShouldBeSameAs(block);
        second.ParameterBlocks()[0].ShouldBeSameAs(other);
        shared.ParameterBlocks()[0].ShouldBeSameAs(block);
        Backward(second);
        new Sgd(second.Parameters(), 0.1).Step();
        first.ParameterBlocks()[0].ShouldBeSameAs(block);
        block.Values.SetItem(7);
        shared.Weight.Value.ToArray<float>().ShouldAllBe(element => element == 7);
    }

    private static void Backward(Sequential model)
    {
        using var tape = new Tape();
        tape.Backward(model.Forward(OpSamples.Spread([4, ((Linear)model[0]).Weight.Shape[1]], DType.Float32)).Square().Sum());
    }

    private sealed class Tied : Module
    {
        public Tied(params Tensor[] tensors)
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                Register(Parameter.FromTensor(tensors[i]), name: $"{i}");
            }
        }
    }

    private sealed class Growing : Module
    {
        public Linear Body
        {
            get;
            init => field = Register(value);
        } = null!;

        public Linear Head
        {
            get;
            set => field = Register(value);
        } = null!;

        public Growing() => Body = new Linear(2, 2);
    }
}
